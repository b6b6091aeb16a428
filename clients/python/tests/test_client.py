"""Against a real server at QUERN_URL, which serves sales of customers from the stream 'purchases' and whose clock stands at noon."""

import os
import threading
import unittest
from datetime import datetime, timedelta, timezone
from unittest import mock

import quern

NOON = datetime(2024, 5, 1, 12, 0, 0, tzinfo=timezone.utc)


def sale(customer, amount, minutes=1, **more):
    return {"at": NOON - timedelta(minutes=minutes), "customer": customer, "amount": amount, **more}


class ClientTest(unittest.TestCase):
    def setUp(self):
        self.client = quern.Client(os.environ["QUERN_URL"])
        self.addCleanup(self.client.close)

    def test_what_is_pushed_is_in_the_next_vector(self):
        report = self.client.push("purchases", [sale("ann", 2.5), sale("ann", 4, minutes=90, shop="é"), sale("bob", 1)])
        self.assertEqual((report.accepted, report.duplicate, report.late, report.refused_count), (3, 0, 0, 0))
        vectors = self.client.online("checkout", {"customer": ["ann", "nobody", None]})
        self.assertEqual(vectors.names[0], "customer")
        self.assertEqual(vectors["spent_1h"], [2.5, None, None])
        self.assertEqual(vectors["count_lifetime"], [2, 0, None])
        self.assertEqual(vectors.statuses("count_lifetime"), ["PRESENT", "PRESENT", "NOT_FOUND"])
        self.assertEqual(vectors.event_times("last_amount")[0], "2024-05-01T11:59:00Z")
        self.assertEqual(len(vectors), 3)
        self.assertEqual([row["customer"] for row in vectors.rows()], ["ann", "nobody", None])
        self.assertEqual(vectors.to_dict()["spent_1h"], [2.5, None, None])

    def test_rows_are_as_good_as_columns_and_features_as_services(self):
        self.client.push("purchases", [sale("eve", 3)])
        by_row = self.client.online("checkout", [{"customer": "eve"}, {"customer": "nobody"}])
        self.assertEqual(by_row["spent_1h"], [3.0, None])
        named = self.client.features(["spending:spent_1h"], {"customer": ["eve"]}, full_names=True)
        self.assertEqual(named["spending__spent_1h"], [3.0])

    def test_vectors_by_a_deadline_that_is_long_enough_are_those_without_one(self):
        self.client.push("purchases", [sale("tim", 2.5), sale("tim", 1, shop="s")])
        asked = {"customer": ["tim", "nobody", None]}
        timely, online = self.client.vectors("checkout", asked, deadline_ms=600000), self.client.online("checkout", asked)
        self.assertEqual((timely.cut_values, timely.names, timely.to_dict()), (0, online.names, online.to_dict()))
        for name in online.names:
            self.assertEqual((timely.statuses(name), timely.event_times(name)), (online.statuses(name), online.event_times(name)))
        self.assertEqual(self.client.vectors("checkout", asked).to_dict(), online.to_dict())
        with self.assertRaises(quern.QuernError) as wrong:
            self.client.vectors("checkout", asked, deadline_ms=0)
        self.assertEqual((wrong.exception.status, wrong.exception.code), (422, "QRN5150"))

    def test_what_a_deadline_cut_off_says_so(self):
        answer = b'{"keys":{"customer":["ann","bob"]},"partial":true,"cut_values":2,"features":[' \
            b'{"name":"spent","values":[4.0,null],"statuses":["LAST_GOOD","TIMED_OUT"],"event_times":["2024-05-01T11:59:00Z",null]},' \
            b'{"name":"share","values":[0.5,0.0],"statuses":["PRESENT","DEFAULT"],"event_times":null}]}'
        with mock.patch.object(self.client, "_request", return_value=answer):
            vectors = self.client.vectors("checkout", {"customer": ["ann", "bob"]}, deadline_ms=20)
        self.assertEqual((vectors.cut_values, vectors["spent"], vectors.statuses("share")), (2, [4.0, None], ["PRESENT", "DEFAULT"]))
        self.assertEqual(vectors.event_times("spent"), ["2024-05-01T11:59:00Z", "1970-01-01T00:00:00Z"])
        self.assertEqual(vectors.event_times("share"), ["1970-01-01T00:00:00Z"] * 2)

    def test_refused_events_are_told_by_their_place_among_all(self):
        events = [sale("many", 1) for _ in range(1200)]
        events[7] = {"customer": "many"}
        events[1100] = sale("many", "x")
        report = self.client.push("purchases", iter(events))
        self.assertEqual((report.accepted, report.refused_count), (1198, 2))
        self.assertEqual([(refusal.index, refusal.code) for refusal in report.refused], [(7, "QRN5041"), (1100, "QRN5041")])
        self.assertIn("'at' is missing", report.refused[0].reason)
        self.assertEqual(self.client.online("checkout", {"customer": ["many"]})["count_1h"], [1198])

    def test_a_part_that_could_not_be_taken_is_told_with_what_was(self):
        lines = b'{"from":0,"events":1,"accepted":1,"duplicate":0,"late":0,"refused_count":0,"refused":[]}\n' \
            b'{"from":1,"events":1,"accepted":0,"duplicate":0,"late":0,"refused_count":0,"refused":[],"error":{"code":"QRN4032","detail":"busy","hint":"later"}}\n'
        with mock.patch.object(self.client, "_request", return_value=lines):
            with self.assertRaises(quern.Unavailable) as busy:
                self.client.push("purchases", [sale("ann", 1), sale("ann", 2)])
        self.assertEqual((busy.exception.code, busy.exception.hint, busy.exception.report.accepted), ("QRN4032", "later", 1))

    def test_one_event_and_none(self):
        self.assertEqual(self.client.push("purchases", sale("one", 1)).accepted, 1)
        self.assertEqual(self.client.push("purchases", []).accepted, 0)

    def test_what_is_registered_can_be_browsed(self):
        self.assertEqual(self.client.services(), ["checkout"])
        self.assertEqual(self.client.service("checkout")["join_keys"], [{"name": "customer", "type": "string"}])
        self.assertEqual(self.client.view("spending")["kind"], "aggregation")
        self.assertEqual(self.client.view("spending@1")["entity"], "customer")
        self.assertEqual([stream["stream"] for stream in self.client.streams()], ["purchases"])
        self.assertEqual(self.client.now(), "2024-05-01T12:00:00Z")
        with self.assertRaisesRegex(KeyError, "there is no view 'spend'; there are last_sale, spending"):
            self.client.view("spend")

    def test_a_refusal_says_what_would_work(self):
        with self.assertRaises(quern.QuernError) as wrong:
            self.client.online("checkot", {"customer": ["ann"]})
        self.assertEqual((wrong.exception.status, wrong.exception.code), (404, "QRN5011"))
        with self.assertRaises(quern.QuernError) as shapes:
            self.client.online("checkout", {"customer": [1.5, "ann"], "place": []})
        self.assertEqual((shapes.exception.status, shapes.exception.code), (422, "QRN5008"))
        with self.assertRaises(quern.QuernError) as stream:
            self.client.push("purchase", [sale("ann", 1)])
        self.assertEqual((stream.exception.status, stream.exception.report.accepted), (404, 0))
        self.assertIn("purchases", str(stream.exception))
        with self.assertRaisesRegex(KeyError, "there is no column 'spent'; there are customer, "):
            self.client.online("checkout", {"customer": ["ann"]})["spent"]

    def test_values_that_json_does_not_have_are_refused_here(self):
        with self.assertRaisesRegex(TypeError, "a object cannot be sent"):
            self.client.push("purchases", [sale("ann", object())])
        with self.assertRaises(ValueError):
            self.client.push("purchases", [sale("ann", float("nan"))])

    def test_threads_have_connections_of_their_own(self):
        wrong = []

        def read(customer):
            for _ in range(20):
                if self.client.online("checkout", {"customer": [customer]})["customer"] != [customer]:
                    wrong.append(customer)

        threads = [threading.Thread(target=read, args=(f"t{i}",)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertEqual(len(self.client._open), len(threads))

    def test_a_frame_goes_both_ways(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = pandas.DataFrame({"at": pandas.to_datetime([NOON, NOON]) - pandas.Timedelta(minutes=1), "customer": ["fay", "fay"], "amount": [1, 2], "shop": [None, "s"]})
        self.assertEqual(self.client.push("purchases", frame).accepted, 2)
        self.assertEqual(self.client.online("checkout", {"customer": ["fay"]}).to_pandas()["spent_1h"].tolist(), [3.0])


class NoServerTest(unittest.TestCase):
    def test_it_is_unavailable(self):
        with quern.Client("http://127.0.0.1:1", timeout=2) as client:
            with self.assertRaisesRegex(quern.Unavailable, "127.0.0.1:1 cannot be reached"):
                client.services()

    def test_an_address_that_is_none_is_refused_at_once(self):
        for url in ("127.0.0.1:6566", "ftp://x", ""):
            with self.assertRaisesRegex(ValueError, "write http://HOST:PORT"):
                quern.Client(url)


if __name__ == "__main__":
    unittest.main()
