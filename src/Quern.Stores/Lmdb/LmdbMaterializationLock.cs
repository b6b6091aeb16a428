namespace Quern.Stores.Lmdb;

/// <summary>A file that one process holds open alone; the operating system lets go of it when the process dies.</summary>
internal sealed class LmdbMaterializationLock : IDisposable
{
    private readonly FileStream _file;

    public LmdbMaterializationLock(string folder)
    {
        var path = Path.Combine(folder, "materialize.lock");
        try
        {
            _file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new QuernException(LmdbErrors.Of(13, folder).Findings, cause);
        }
        catch (IOException cause)
        {
            throw new QuernException(new Finding("QRN4007", $"online store '{folder}' is being materialized by somebody else", cause.Message, "Wait until that run has ended, then run the command again."), cause);
        }
    }

    public void Dispose() => _file.Dispose();
}
