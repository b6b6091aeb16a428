"""Training sets, against a real server at QUERN_URL, which serves sales of customers from the stream 'purchases' and whose clock stands at noon."""

import csv
import json
import os
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from unittest import mock

import quern
from quern import training

NOON = datetime(2024, 5, 1, 12, 0, 0, tzinfo=timezone.utc)


class Frame:
    """What of a pandas.DataFrame is asked for."""

    def __init__(self, columns):
        self._columns = columns
        self.columns = list(columns)

    def __getitem__(self, name):
        return Array(self._columns[name])

    def to_dict(self):
        raise AssertionError("columns are read one by one")


class Array:
    def __init__(self, values):
        self._values = values

    def tolist(self):
        return self._values


class Table:
    """What of a pyarrow.Table is asked for."""

    column_names = ["customer", "event_timestamp"]

    def to_pydict(self):
        return {"customer": ["tia"], "event_timestamp": [NOON]}


class Missing:
    """As pandas.NA."""

    def __ne__(self, other):
        return self

    def __bool__(self):
        raise TypeError("nobody knows")


class TrainingSetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with quern.Client(os.environ["QUERN_URL"]) as client:
            client.push("purchases", [{"at": NOON - timedelta(minutes=m), "customer": "tia", "amount": a, "shop": "t"} for m, a in ((30, 1.5), (90, 4))])

    def setUp(self):
        self.client = quern.Client(os.environ["QUERN_URL"])
        self.addCleanup(self.client.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def read(self, path):
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def make(self, labels, **more):
        return self.read(self.client.training_set("checkout", labels, os.path.join(self.folder, "train.csv"), **more))

    def test_features_stand_beside_the_labels_in_their_order(self):
        told = []
        rows = self.make({"customer": ["nobody", "tia", "tia"], "event_timestamp": [NOON, NOON.replace(tzinfo=None), NOON - timedelta(hours=1)], "late": [True, False, None]}, progress=told.append)
        self.assertEqual([(row["customer"], row["late"], row["spent_1h"], row["spent_lifetime"]) for row in rows], [("nobody", "true", "", ""), ("tia", "false", "1.5", "5.5"), ("tia", "", "4.0", "4.0")])
        self.assertEqual((told[-1].status, told[-1].rows), ("succeeded", 3))
        with open(os.path.join(self.folder, "train.csv.manifest.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["rows"], 3)
        self.assertEqual(sorted(os.listdir(self.folder)), ["train.csv", "train.csv.manifest.json"])

    def test_every_form_of_labels_is_the_same(self):
        frame = Frame({"customer": ["tia", "tia"], "event_timestamp": [NOON, NOON], "weight": [float("nan"), 2.0], "note": [Missing(), "x"]})
        rows = [{"customer": "tia", "event_timestamp": NOON}, {"customer": "tia", "event_timestamp": NOON, "weight": 2.0, "note": "x"}]
        self.assertEqual(self.make(frame), self.make(rows))
        self.assertEqual([row["spent_1h"] for row in self.make(Table())], ["1.5"])

    def test_features_can_be_named_and_the_file_be_parquet(self):
        path = os.path.join(self.folder, "train.parquet")
        self.assertEqual(self.client.training_set(["spending:spent_1h"], Table(), path, as_known=True, statuses=True), path)
        with open(path, "rb") as file:
            self.assertEqual(file.read()[:4], b"PAR1")

    def test_a_refusal_tells_all_findings(self):
        with self.assertRaises(quern.QuernError) as wrong:
            self.make({"custmer": ["a"], "event_timestamp": ["noon"]})
        self.assertEqual((wrong.exception.status, [finding.code for finding in wrong.exception.findings]), (422, ["QRN3002", "QRN5008"]))
        self.assertIn("customer", wrong.exception.findings[0].message)
        with self.assertRaises(quern.QuernError) as spine:
            self.client.training_set("checkout", path="x.csv", spine="../x.csv")
        self.assertEqual(spine.exception.code, "QRN5105")
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_run_that_fails_raises_its_findings(self):
        answer = {"run_id": "r", "status": "failed", "rows": 1, "findings": [{"code": "QRN3022", "message": "source 'sales' cannot be read", "detail": "cut off", "hint": "mend it"}]}
        with mock.patch.object(self.client, "_request", return_value=json.dumps(answer).encode()):
            with self.assertRaisesRegex(quern.QuernError, "QRN3022: source 'sales' cannot be read cut off .mend it.") as failed:
                self.client.training_set("checkout", {"customer": ["a"]}, "x.csv")
        self.assertEqual(failed.exception.findings[0].hint, "mend it")

    def test_whatever_ends_the_wait_calls_the_run_off(self):
        told = []

        def stop(run):
            told.append(run.id)
            raise KeyboardInterrupt

        with mock.patch.object(self.client, "_request", wraps=self.client._request) as asked:
            with self.assertRaises(KeyboardInterrupt):
                self.make(Table(), progress=stop)
        self.assertEqual(asked.call_args.args, ("DELETE", f"/v1/training-sets/{told[0]}"))

    def test_without_pandas_a_path_is_needed(self):
        with mock.patch.object(training, "has_frames", return_value=False):
            with self.assertRaisesRegex(ValueError, "give a path"):
                self.client.training_set("checkout", Table())

    def test_with_pandas_a_frame_comes_back(self):
        if not training.has_frames():
            self.skipTest("pandas and pyarrow are not installed")
        import pandas

        labels = pandas.DataFrame({"customer": ["tia", "nobody"], "event_timestamp": pandas.to_datetime([NOON, NOON]), "y": [1, 0]})
        made = self.client.training_set("checkout", labels)
        self.assertEqual((made["customer"].tolist(), made["y"].tolist(), made["spent_lifetime"].tolist()[0]), (["tia", "nobody"], [1, 0], 5.5))
        self.assertTrue(pandas.isna(made["spent_lifetime"].tolist()[1]))


if __name__ == "__main__":
    unittest.main()
