namespace Quern.Engine.Served;

/// <summary>A stretch of memory that logged rows of one shape lie in, one after the other, as <see cref="RowForm"/> writes them.</summary>
internal sealed class ServedPage(int size)
{
    /// <summary>The memory; rows take the first <see cref="Used"/> bytes of it.</summary>
    public byte[] Bytes { get; } = new byte[size];

    public int Used { get; set; }

    public int Rows { get; set; }

    public int Free => Bytes.Length - Used;

    /// <summary>Whose rows they are; set while it is filled and waits.</summary>
    public ServedRecorder? Of { get; set; }
}
