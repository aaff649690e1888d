using System.Text.RegularExpressions;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What a code may look like. Codes go into queue names, addresses and file names, so they are kept plain.</summary>
public sealed class CodeRule
{
    /// <summary>Cities, units, lanes, grids, skills, duties, areas, steps, checks.</summary>
    public static readonly CodeRule Code = new(
        "[a-z0-9][a-z0-9-]{0,63}", "Small letters a–z, digits and hyphens, beginning with a letter or digit, at most 64 characters.");

    /// <summary>Member numbers, for example <c>M00001</c>.</summary>
    public static readonly CodeRule MemberNumber = new(
        "[A-Za-z0-9][A-Za-z0-9-]{0,63}", "Letters A–Z and a–z, digits and hyphens, beginning with a letter or digit, at most 64 characters.");

    /// <summary>Form fields and parameters, for example <c>houseNumber</c>.</summary>
    public static readonly CodeRule Parameter = new(
        "[A-Za-z][A-Za-z0-9]{0,63}", "Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.");

    private readonly Regex pattern;
    private readonly string allowed;

    private CodeRule(string pattern, string allowed)
    {
        this.pattern = new Regex($@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        this.allowed = allowed;
    }

    /// <summary>Whether the value follows the rule; reports it when not.</summary>
    public bool Holds(YamlScalar value, string what, ICollection<Mistake> mistakes)
    {
        if (pattern.IsMatch(value.Text))
        {
            return true;
        }

        mistakes.Add(value.Mistake($"{what} is {value.Kind}.", allowed));
        return false;
    }
}
