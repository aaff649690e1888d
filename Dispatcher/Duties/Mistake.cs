namespace TaskManager.Dispatcher.Duties;

/// <summary>One mistake in a file people write: where it is, what is wrong, what is allowed.</summary>
/// <param name="File">Path as the user gave it, or relative to the directory the user gave.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="What">What is wrong, with the value found.</param>
/// <param name="Allowed">What would be right.</param>
public sealed record Mistake(string File, int Line, int Column, string What, string Allowed)
{
    private const int QuoteLengthMax = 60;

    /// <summary>A value as a message shows it: on one line, quoted, cut after 60 characters.</summary>
    public static string Quote(string value)
    {
        var length = char.IsHighSurrogate(value.ElementAtOrDefault(QuoteLengthMax - 1)) ? QuoteLengthMax - 1 : QuoteLengthMax;
        var cut = value.Length > QuoteLengthMax ? value[..length] + "…" : value;
        return $"'{string.Concat(cut.Select(c => char.IsControl(c) ? ' ' : c))}'";
    }

    public override string ToString() => $"{File}:{Line}:{Column}: {What} {Allowed}";
}
