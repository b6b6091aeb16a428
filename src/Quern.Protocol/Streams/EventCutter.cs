using System.Text.Json;

namespace Quern.Protocol.Streams;

/// <summary>
/// Cuts a body into the texts of its events while it comes: one object, an array, or lines. It holds no more than one event of the greatest length and what was read beyond it; an
/// event that is longer is passed over, and told. For one thread.
/// </summary>
/// <param name="isLines">Whether the body says that it is lines. Otherwise what begins with a bracket is an array, and a first line that is an object followed by more is lines.</param>
public sealed class EventCutter(bool isLines)
{
    private const int Least = 64 << 10;
    private const int Excerpt = 200;

    private byte[] _bytes = new byte[Least];
    private ArrayScan _array;
    private byte[]? _skipped;
    private int _start;
    private int _looked;
    private int _end;
    private bool _isOver;
    private bool _isPlaced;
    private bool _hasElements;

    private static ReadOnlySpan<byte> Blank => " \t\r\n"u8;

    /// <summary>How the body holds events.</summary>
    public EventForm Form { get; private set; } = isLines ? EventForm.Lines : EventForm.Unknown;

    /// <summary>Whether all of the body has come; set by <see cref="Filled"/>.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Where the next part of the body is to be written; never empty. What <see cref="TryNext"/> gave is invalid after this.</summary>
    public Memory<byte> Room()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_end, _looked, _start) = (_end - _start, _looked - _start, 0);
        }

        if (_bytes.Length - _end < Least / 2) Array.Resize(ref _bytes, _bytes.Length * 2);
        return _bytes.AsMemory(_end);
    }

    /// <summary>Says how many bytes were written; 0 ends the body.</summary>
    public void Filled(int count)
    {
        _end += count;
        IsComplete |= count == 0;
    }

    /// <summary>The next event; false when more of the body must come first, or when it is over. The text is valid until <see cref="Room"/>.</summary>
    public bool TryNext(out ReadOnlySpan<byte> text, out EventCut cut)
    {
        text = default;
        cut = EventCut.Event;
        if (!IsPlaced()) return false;
        while (!_isOver && TryCut(out text, out cut))
            if (!IsNothing(text, cut))
                return true;
        return false;
    }

    // Behind a byte order mark, and for an array behind its bracket.
    private bool IsPlaced()
    {
        if (_isPlaced) return true;
        var body = _bytes.AsSpan(_start, _end - _start);
        if (body.Length < 3 && !IsComplete) return false;
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) body = body[3..];
        if (Form == EventForm.Unknown) Form = FormOf(body);
        if (Form == EventForm.Unknown) return false;
        _looked = _start = _end - body.Length + (Form == EventForm.Array ? 1 + body.IndexOf((byte)'[') : 0);
        return _isPlaced = true;
    }

    private EventForm FormOf(ReadOnlySpan<byte> body)
    {
        var text = body.TrimStart(Blank);
        if (text.IsEmpty) return IsComplete || body.Length > EventReader.LongestEvent ? EventForm.Object : EventForm.Unknown;
        if (text[0] != (byte)'{') return text[0] == (byte)'[' ? EventForm.Array : EventForm.Object;
        var line = text.IndexOf((byte)'\n');
        if (line < 0) return IsComplete || text.Length > EventReader.LongestEvent ? EventForm.Object : EventForm.Unknown;
        if (!IsObject(text[..line])) return EventForm.Object;
        return !IsBlank(text[line..]) || text.Length > EventReader.LongestEvent ? EventForm.Lines : IsComplete ? EventForm.Object : EventForm.Unknown;
    }

    private bool TryCut(out ReadOnlySpan<byte> text, out EventCut cut)
    {
        var at = FindEnd();
        if (at < 0 && !IsComplete)
        {
            if (_end - _start > EventReader.LongestEvent || _skipped is not null) PassOver();
            text = default;
            cut = EventCut.Event;
            return false;
        }

        var isLast = at < 0;
        if (isLast) (at, _isOver) = (_end, true);
        cut = _skipped is not null || at - _start > EventReader.LongestEvent ? EventCut.TooLong
            : isLast && Form == EventForm.Array ? _array.IsClosed ? EventCut.Trailing : EventCut.Unfinished
            : EventCut.Event;
        text = _skipped ?? _bytes.AsSpan(_start, at - _start).Trim(Blank);
        if (cut == EventCut.TooLong && text.Length > Excerpt) text = text[..Excerpt];
        (_skipped, _start) = (null, Math.Min(at + 1, _end));
        _looked = Math.Max(_looked, _start);
        return true;
    }

    private int FindEnd()
    {
        if (Form == EventForm.Array && !_array.IsClosed) return _array.FindEnd(_bytes.AsSpan(0, _end), ref _looked);
        var at = Form == EventForm.Lines ? _bytes.AsSpan(_looked, _end - _looked).IndexOf((byte)'\n') : -1;
        _looked = at < 0 ? _end : _looked + at;
        return at < 0 ? -1 : _looked;
    }

    // Blank lines and the space around an array are not events; between commas of an array something must stand.
    private bool IsNothing(ReadOnlySpan<byte> text, EventCut cut)
    {
        var isBlank = cut != EventCut.TooLong && text.IsEmpty;
        if (Form != EventForm.Array) return Form == EventForm.Lines && isBlank;
        if (cut == EventCut.Trailing) return isBlank;
        var isEmpty = isBlank && !_hasElements && _array.IsClosed;
        _hasElements = true;
        return isEmpty;
    }

    private void PassOver()
    {
        _skipped ??= _bytes.AsSpan(_start, Excerpt).ToArray();
        // An escape at the end of what is there hides the byte that comes next.
        _looked -= _end - _start;
        _end = _start;
    }

    private static bool IsBlank(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(Blank) < 0;

    private static bool IsObject(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            json.Skip();
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
