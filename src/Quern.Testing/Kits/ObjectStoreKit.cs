using System.Text;
using Quern.Engine.Objects;

namespace Quern.Testing.Kits;

/// <summary>
/// What every <see cref="IObjectStore"/> must do: named cases, each on a bucket of its own that is empty at first. Run each case of <see cref="Names"/> as a test.
/// </summary>
/// <param name="create">Makes a bucket that nobody has used.</param>
public sealed class ObjectStoreKit(Func<IObjectStorePlace> create)
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private static readonly Dictionary<string, Action<IObjectStorePlace>> Cases = new()
    {
        ["An object that was put is found, listed and read, by everybody"] = place =>
        {
            using var pair = new Pair(place.Open(), place.Open());
            var (store, other) = pair;
            var put = store.Put("a/b c+d=é☃.txt", Bytes("content"), Never);
            var found = other.Find("a/b c+d=é☃.txt", Never);
            KitFailure.Unless(found == put && found.Bytes == 7, $"it was put as {put} and found as {found}");
            KitFailure.Unless(other.List("", null, Never).Single() == put, "it is listed as another");
            KitFailure.Unless(Text(other.Get("a/b c+d=é☃.txt", Never)) == "content" && Part(other, put, 3, 4) == "tent", "it has other content");
        },
        ["What is not there is not found"] = place => Given(place, store =>
        {
            store.Put("a/b", Bytes("x"), Never);
            KitFailure.Unless(store.Find("a", Never) is null && store.Find("a/", Never) is null && store.Find("a/bc", Never) is null && store.Get("c", Never) is null, "it was found");
            store.Delete("nothing/here", Never);
            KitFailure.Unless(!store.List("a/bc", null, Never).Any() && !store.List("b", null, Never).Any(), "it was listed");
        }),
        ["An empty object is one"] = place => Given(place, store =>
        {
            store.Put("empty", default, Never);
            KitFailure.Unless(store.Get("empty", Never) is { Content.Length: 0 } && store.Find("empty", Never) is { Bytes: 0 }, "it is not there");
            KitFailure.Unless(!store.TryCreate("empty", Bytes("x"), Never), "it was replaced");
        }),
        ["An object is replaced whole, and tells so"] = place => Given(place, store =>
        {
            var first = store.Put("a", Bytes("first!"), Never);
            var second = store.Put("a", Bytes("second"), Never);
            KitFailure.Unless(first.Tag != second.Tag, "the tag stayed");
            KitFailure.Unless(Text(store.Get("a", Never)) == "second" && store.List("", null, Never).Count() == 1, "the first is still there");
            Changed(() => Part(store, first, 0, 3), "what was read is of another object");
            store.Delete("a", Never);
            KitFailure.Unless(store.Find("a", Never) is null, "it was not deleted");
            Changed(() => Part(store, second, 0, 3), "what was deleted was read");
        }),
        ["Of one key the first creation stays"] = place =>
        {
            using var pair = new Pair(place.Open(), place.Open());
            var (store, other) = pair;
            KitFailure.Unless(store.TryCreate("log/1", Bytes("first"), Never), "the first was refused");
            KitFailure.Unless(!other.TryCreate("log/1", Bytes("second"), Never), "the second was taken");
            KitFailure.Unless(Text(other.Get("log/1", Never)) == "first", "the first is gone");
            KitFailure.Unless(store.TryCreate("log/1", Bytes("first"), Never), "the same content does not count as the caller's");
            store.Delete("log/1", Never);
            KitFailure.Unless(other.TryCreate("log/1", Bytes("second"), Never), "a deleted key is not free");
        },
        ["A creation leaves nothing else"] = place => Given(place, store =>
        {
            store.TryCreate("t/_delta_log/0.json", Bytes("x"), Never);
            store.TryCreate("t/_delta_log/0.json", Bytes("y"), Never);
            KitFailure.Unless(store.List("", null, Never).Select(found => found.Key).SequenceEqual(["t/_delta_log/0.json"]), "there is more than what was created");
        }),
        ["Keys are listed in the order of their bytes, beyond one page"] = ObjectStorePages.Run,
        ["Parts become an object once all are there"] = place => Given(place, store =>
        {
            byte[][] parts = [Large(IObjectUpload.LeastPart, 1), Large(IObjectUpload.LeastPart + 17, 2), Large(3, 3)];
            using (var upload = store.BeginUpload("big", Never))
            {
                Parallel.For(0, 3, i => upload.Put(3 - i, parts[2 - i], Never));
                KitFailure.Unless(store.Find("big", Never) is null && !store.List("", null, Never).Any(), "it is seen before it is whole");
                upload.Put(2, parts[1], Never);
                var whole = upload.Complete(Never);
                KitFailure.Unless(whole == store.Find("big", Never) && whole.Bytes == parts.Sum(part => part.Length), "it is another");
            }

            byte[] expected = [.. parts.SelectMany(part => part)];
            KitFailure.Unless(store.Get("big", Never)!.Content.AsSpan().SequenceEqual(expected), "its content is another");
            var slice = new byte[100];
            store.Read(store.Find("big", Never)!, IObjectUpload.LeastPart - 50, slice, Never);
            KitFailure.Unless(slice.AsSpan().SequenceEqual(expected.AsSpan(IObjectUpload.LeastPart - 50, 100)), "a range over two parts is another");
        }),
        ["Parts that were given up leave nothing"] = place => Given(place, store =>
        {
            store.Put("big", Bytes("old"), Never);
            using (var upload = store.BeginUpload("big", Never)) upload.Put(1, Bytes("new"), Never);
            KitFailure.Unless(Text(store.Get("big", Never)) == "old" && store.List("", null, Never).Count() == 1, "something is left");
        }),
        ["Of creators of one key exactly one wins"] = ObjectStoreRace.Run,
        ["Generated operations agree with a sorted dictionary"] = place => ObjectStoreModel.Run(place, seeds: 4, steps: 60, isFailing: false),
        ["Generated operations agree with a sorted dictionary while the store fails"] = place => ObjectStoreModel.Run(place, seeds: 3, steps: 40, isFailing: true),
    };

    /// <summary>The cases there are.</summary>
    public static IReadOnlyCollection<string> Names => Cases.Keys;

    /// <summary>Runs one case.</summary>
    /// <exception cref="KitFailure">The store does not do what the port promises.</exception>
    public void Run(string name)
    {
        using var place = create();
        Cases[name](place);
    }

    internal static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    internal static string? Text(ObjectContent? found) => found is null ? null : Encoding.UTF8.GetString(found.Content);

    internal static void Changed(Action read, string otherwise)
    {
        try
        {
            read();
        }
        catch (QuernException changed) when (changed.Findings[0].Code == ObjectFindings.ChangedCode)
        {
            return;
        }

        throw new KitFailure(otherwise);
    }

    internal static string Part(IObjectStore store, StoredObject from, long offset, int count)
    {
        var content = new byte[count];
        store.Read(from, offset, content, Never);
        return Encoding.UTF8.GetString(content);
    }

    private static byte[] Large(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static void Given(IObjectStorePlace place, Action<IObjectStore> run)
    {
        using var store = place.Open();
        run(store);
    }

    // Two that look at one bucket.
    private sealed record Pair(IObjectStore One, IObjectStore Other) : IDisposable
    {
        public void Dispose()
        {
            One.Dispose();
            Other.Dispose();
        }
    }
}
