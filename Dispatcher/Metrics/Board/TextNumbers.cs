namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>Texts by small numbers, so that a column of a million of them is a column of numbers.</summary>
internal sealed class TextNumbers
{
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<string> texts = [];

    public int Count => texts.Count;

    public string this[int number] => texts[number];

    /// <summary>The number of a text, a new one when it has none yet.</summary>
    public int Of(string text)
    {
        if (!numbers.TryGetValue(text, out var number))
        {
            number = texts.Count;
            texts.Add(text);
            numbers[text] = number;
        }

        return number;
    }

    /// <summary>The number of a text; −1 when no task ever had it.</summary>
    public int Find(string text) => numbers.GetValueOrDefault(text, -1);
}
