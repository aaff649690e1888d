namespace TaskManager.Dispatcher.Web;

/// <summary>Whether the service runs as a demo: marked on every page, with accounts whose passwords everybody knows. Set by the verb that starts it, before it serves.</summary>
public sealed class DemoMode
{
    public bool IsOn { get; set; }
}
