namespace TaskManager.Dispatcher.Web;

/// <summary>A sentence in both languages.</summary>
public readonly record struct Said(string Chinese, string English)
{
    public string In(Language language) => language[Chinese, English];
}
