using System.Runtime.InteropServices;
using Quern.Planning;
using Quern.Values;

namespace Quern.Engine.Kernel;

/// <summary>The values of the feature that has a lookup's keys become rows of their own, one for each item, at the instant of the row that names it. Lines come in any order.</summary>
public sealed class ItemStep
{
    private readonly LookupRead _lookup;
    private readonly LookupProgram _program;
    private readonly DataType _type;
    private readonly ResultColumn _keys;
    private readonly ValueKind _kind;
    private readonly KernelWriter _output;
    private readonly List<byte> _key = [];

    /// <summary>A step for a lookup.</summary>
    /// <param name="part">The lookup.</param>
    /// <param name="output">Where the lines go.</param>
    public ItemStep(KernelPart part, KernelWriter output)
    {
        (_lookup, _output, _kind) = (part.Service.Lookups[part.Number], output, part.View.KeyKinds[0]);
        var read = part.Service.Reads[_lookup.Key.Read];
        _type = read.View.Features[read.Features[_lookup.Key.Index]].Type;
        _program = new LookupProgram(_lookup);
        _keys = new ResultColumn(_type, 1);
    }

    /// <summary>Takes a line of values of the read that has the keys.</summary>
    /// <exception cref="QuernException">It is none.</exception>
    public void Take(ReadOnlySpan<byte> bytes, long number)
    {
        var line = KernelLine.Read(bytes, number);
        var content = line.Content;
        if (!KernelToken.Next(ref content).SequenceEqual("v"u8) || !KernelToken.TryReadNumber(KernelToken.Next(ref content), out var time) || !KernelLine.TryReadWord(line.Key, out var row))
            throw KernelFindings.Malformed(number, "it is not a row's values", bytes);
        for (var skipped = 0; skipped < _lookup.Key.Index; skipped++) KernelToken.Next(ref content);
        _keys.Reset(1);
        if (!KernelToken.TryRead(KernelToken.Next(ref content), _type, _keys.OpenWriter(), 0)) throw KernelFindings.Malformed(number, "the value with the keys cannot be read", bytes);
        var keys = new LookupKeys(_keys, 0);
        if (keys.IsNull) return;
        var count = _program.CountOf(_keys, 0);
        for (var item = 0; item < count; item++)
        {
            _key.Clear();
            if (_kind == ValueKind.String) RowKey.AppendText(_key, keys.ReadText());
            else RowKey.AppendBits(_key, _kind, keys.ReadBits());
            KernelLine.WriteRow(_output, CollectionsMarshal.AsSpan(_key), time, row);
            _output.Blank();
            _output.Write((long)item);
            _output.EndLine();
        }
    }
}
