namespace TaskManager.Dispatcher.People;

/// <summary>
/// 范围: the units a caller may see. Everything that is of a unit outside it (tasks, members, grids, figures) is for this
/// caller as if it were not there. <c>caller.ScopeIn(catalogue)</c> gives it.
/// </summary>
public sealed class Scope
{
    /// <summary>The whole city.</summary>
    public static readonly Scope Everything = new(null, null);

    private Scope(string? root, IReadOnlySet<string>? units) => (Root, Units) = (root, units);

    /// <summary>Code of the unit at the top; null: the whole city.</summary>
    public string? Root { get; }

    /// <summary>Codes of the units within; null: all there are. Empty when the unit at the top is not in the catalogue any more.</summary>
    public IReadOnlySet<string>? Units { get; }

    /// <summary>A unit and everything below it.</summary>
    public static Scope Of(string root, IReadOnlySet<string> units) => new(root, units);

    /// <summary>Whether a unit lies within.</summary>
    public bool Holds(string unit) => Units?.Contains(unit) ?? true;
}
