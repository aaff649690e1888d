namespace TaskManager.Dispatcher.CommandLine;

/// <summary>演示: whether this process shows invented data and keeps adding to it (<c>serve --demo</c>). Every page and answer says so.</summary>
public sealed record DemoMode(bool IsOn)
{
    /// <summary>Header of every answer of a demo: <c>X-Demo: true</c>.</summary>
    public const string Header = "X-Demo";
}
