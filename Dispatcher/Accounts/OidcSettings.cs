using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>Settings <c>Accounts:Oidc:…</c>: sign-in by an OpenID Connect provider. On when <c>Authority</c> is set.</summary>
public sealed record OidcSettings
{
    /// <summary><c>Authority</c>: the provider's address; https, or http on one's own machine.</summary>
    public string? Authority { get; init; }

    public string ClientId { get; init; } = "";

    public string? ClientSecret { get; init; }

    /// <summary><c>Claim</c>: what tells who somebody is, default <c>sub</c>; compared with the external id of an account.</summary>
    public string Claim { get; init; } = "sub";

    /// <summary><c>Name</c>: as the button says it.</summary>
    public string Name { get; init; } = "OpenID Connect";

    /// <summary><c>HasSecondFactor</c>: the provider asks for a second factor itself, so the service does not; default false.</summary>
    public bool HasSecondFactor { get; init; }

    public bool IsOn => Authority is not null;

    /// <exception cref="VerbException">A setting cannot be used.</exception>
    public static OidcSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Accounts:Oidc");
        if (section["Authority"] is not { Length: > 0 } authority)
        {
            return new OidcSettings();
        }

        if (!Uri.TryCreate(authority, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            throw new VerbException($"Accounts:Oidc:Authority is {authority}; give an https address.");
        }

        var defaults = new OidcSettings();
        return new OidcSettings
        {
            Authority = authority,
            ClientId = section["ClientId"] is { Length: > 0 } id ? id : throw new VerbException("Accounts:Oidc:Authority is set; set Accounts:Oidc:ClientId too."),
            ClientSecret = section["ClientSecret"] is { Length: > 0 } secret ? secret : null,
            Claim = section["Claim"] is { Length: > 0 } claim ? claim : defaults.Claim,
            Name = section["Name"] is { Length: > 0 } name ? name : defaults.Name,
            HasSecondFactor = section["HasSecondFactor"] is "true" or "True",
        };
    }
}
