using System.Globalization;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>Which rules passwords follow.</summary>
public enum PasswordProfile
{
    /// <summary>OWASP ASVS 5.0: long, not guessable, no rule about kinds of characters, no expiry.</summary>
    Asvs,

    /// <summary>等保 MLPS 2.0 level 3: besides, three kinds of characters, and a new one every 90 days.</summary>
    Mlps,
}

/// <summary>Settings <c>Accounts:…</c>.</summary>
public sealed record AccountSettings
{
    /// <summary><c>PasswordProfile</c>: <c>asvs</c> (default) or <c>mlps</c>.</summary>
    public PasswordProfile PasswordProfile { get; init; }

    /// <summary><c>Idle</c>: a sign-in unused for so long ends, 1 minute to 30 days, default 30 minutes; of members <c>MemberIdle</c>, default 14 days.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary><c>Absolute</c>: a sign-in ends after so long however it is used, 1 minute to 365 days, default 8 hours; of members <c>MemberAbsolute</c>, default 90 days.</summary>
    public TimeSpan Absolute { get; init; } = TimeSpan.FromHours(8);

    public TimeSpan MemberIdle { get; init; } = TimeSpan.FromDays(14);

    public TimeSpan MemberAbsolute { get; init; } = TimeSpan.FromDays(90);

    public TimeSpan IdleOf(Role role) => role is Role.Member ? MemberIdle : Idle;

    public TimeSpan AbsoluteOf(Role role) => role is Role.Member ? MemberAbsolute : Absolute;

    /// <exception cref="VerbException">A setting cannot be used.</exception>
    public static AccountSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Accounts");
        var defaults = new AccountSettings();
        return new AccountSettings
        {
            PasswordProfile = section["PasswordProfile"] switch
            {
                null or "" => defaults.PasswordProfile,
                var name when Enum.TryParse<PasswordProfile>(name, ignoreCase: true, out var profile) && Enum.IsDefined(profile) => profile,
                var name => throw new VerbException($"Accounts:PasswordProfile is {name}; it may be asvs or mlps."),
            },
            Idle = Span("Idle", defaults.Idle),
            Absolute = Span("Absolute", defaults.Absolute),
            MemberIdle = Span("MemberIdle", defaults.MemberIdle),
            MemberAbsolute = Span("MemberAbsolute", defaults.MemberAbsolute),
        };

        TimeSpan Span(string name, TimeSpan otherwise) => section[name] switch
        {
            null or "" => otherwise,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.FromMinutes(1) && span <= TimeSpan.FromDays(365) => span,
            var text => throw new VerbException($"Accounts:{name} is {text}; give a length of time from 00:01:00 to 365.00:00:00, for example 00:30:00."),
        };
    }
}
