namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>Counts what is read of a stream, and lets its first bytes be looked at without a seek, which uploads do not have.</summary>
internal sealed class CountedStream(Stream inner) : Stream
{
    private readonly long total = inner.CanSeek ? inner.Length - inner.Position : 0;
    private byte[] peeked = [];
    private long read;

    /// <summary>Share read, 0…1; 0 when the total is not known. May be asked from another thread.</summary>
    public double Share => total is 0 ? 0 : Math.Min(1, (double)Interlocked.Read(ref read) / total);

    /// <summary>The first bytes, fewer when there are no more. Once, before anything is read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var bytes = new byte[count];
        peeked = bytes[..inner.ReadAtLeast(bytes, count, throwOnEndOfStream: false)];
        return peeked;
    }

    public override int Read(Span<byte> target)
    {
        int got;
        if (peeked.Length > 0)
        {
            got = Math.Min(peeked.Length, target.Length);
            peeked.AsSpan(0, got).CopyTo(target);
            peeked = peeked[got..];
        }
        else
        {
            got = inner.Read(target);
        }

        Interlocked.Add(ref read, got);
        return got;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
