using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>
/// A small OpenID Connect provider over HTTP: discovery, keys, authorization code with PKCE, tokens signed with RS256. Signs
/// everybody in as <see cref="Subject"/> without asking. Written here, with nothing of the library the service uses.
/// </summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string ClientId = "taskmanager";
    public const string ClientSecret = "a secret of the test";

    private static readonly string[] Code = ["code"];
    private static readonly string[] Algorithms = ["RS256"];

    private readonly RSA key = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge, string Redirect)> codes = [];
    private readonly WebApplication app;

    private Provider(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <summary>Who it says everybody is.</summary>
    public string Subject { get; set; } = "";

    /// <summary>True: tokens are signed with a key that is not among the published.</summary>
    public bool Forges { get; set; }

    public static async Task<Provider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new Provider(builder.Build());
        provider.Map();
        await provider.app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private void Map()
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/keys",
            ["response_types_supported"] = Code,
            ["id_token_signing_alg_values_supported"] = Algorithms,
        }));
        app.MapGet("/keys", () =>
        {
            var published = key.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "1", n = Text(published.Modulus!), e = Text(published.Exponent!) } } });
        });
        app.MapGet("/authorize", (HttpRequest request) =>
        {
            string Of(string name) => request.Query[name].ToString();
            Of("client_id").ShouldBe(ClientId);
            Of("code_challenge_method").ShouldBe("S256");
            var code = Text(RandomNumberGenerator.GetBytes(16));
            codes[code] = (Of("nonce"), Of("code_challenge"), Of("redirect_uri"));
            return Results.Redirect($"{Of("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Of("state"))}");
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return form["client_id"] == ClientId && form["client_secret"] == ClientSecret
                && codes.Remove(form["code"].ToString(), out var begun)
                && begun.Redirect == form["redirect_uri"]
                && begun.Challenge == Text(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())))
                ? Results.Json(new { access_token = "none", token_type = "Bearer", expires_in = 60, id_token = IdToken(begun.Nonce) })
                : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        });
    }

    private string Issuer => Address.ToString().TrimEnd('/');

    private string IdToken(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = $"{Part(new { alg = "RS256", kid = "1", typ = "JWT" })}.{Part(new { iss = Issuer, aud = ClientId, sub = Subject, nonce, iat = now, exp = now + 60 })}";
        using var other = RSA.Create(2048);
        return $"{body}.{Text((Forges ? other : key).SignData(Encoding.ASCII.GetBytes(body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        static string Part(object value) => Text(JsonSerializer.SerializeToUtf8Bytes(value));
    }

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
