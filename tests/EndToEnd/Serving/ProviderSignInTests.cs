using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>Sign-in by an OpenID Connect provider that runs as a server of its own.</summary>
public sealed partial class ProviderSignInTests
{
    [Fact]
    public async Task Whom_the_provider_names_is_signed_in_to_the_account_of_that_id_and_nobody_else()
    {
        await using var provider = await Provider.StartAsync();
        using var folder = new TemporaryFolder();
        await using var service = await Service.StartAsync(folder.Of("data"), new Dictionary<string, string>
        {
            ["Accounts__Oidc__Authority"] = provider.Address.ToString().TrimEnd('/'),
            ["Accounts__Oidc__ClientId"] = Provider.ClientId,
            ["Accounts__Oidc__ClientSecret"] = Provider.ClientSecret,
            ["Accounts__Oidc__Name"] = "市统一身份认证",
        });
        using var admin = new Person(service.Address, "admin");
        await admin.BeginAsync(OneTime().Match(service.Greeting).Value, "a sentence of the operator's own");
        await AddAsync("zhou", "Supervisor", "id-of-zhou");
        await AddAsync("wu", "Committee", "id-of-wu");

        // Somebody it knows and we do not, and one whose token is signed by somebody else.
        provider.Subject = "id-of-nobody";
        (await SignInAsync()).Address.PathAndQuery.ShouldBe("/sign-in?failed=provider");
        (provider.Subject, provider.Forges) = ("id-of-zhou", true);
        (await SignInAsync()).Address.PathAndQuery.ShouldBe("/sign-in?failed=provider");
        provider.Forges = false;

        // A supervisor is in; a committee still needs the second factor, which the provider does not vouch for here.
        using var zhou = new Browser(service.Address);
        (await zhou.GoAsync("sign-in")).Html.ShouldContain("市统一身份认证");
        (await zhou.GoAsync("sign-in/provider?to=%2Faccount")).Address.AbsolutePath.ShouldBe("/account");
        (await zhou.GoAsync("account")).Html.ShouldContain("zhou");
        provider.Subject = "id-of-wu";
        (await SignInAsync()).Address.AbsolutePath.ShouldBe("/sign-in/second-factor");

        // Disabled here is disabled, whatever the provider says.
        await admin.Browser.PostAsync(await admin.Browser.GoAsync("accounts"), "/accounts/zhou/disable");
        provider.Subject = "id-of-zhou";
        (await SignInAsync()).Address.PathAndQuery.ShouldBe("/sign-in?failed=provider");

        async Task<Page> SignInAsync()
        {
            using var browser = new Browser(service.Address);
            return await browser.GoAsync("sign-in/provider?to=%2Faccount");
        }

        async Task AddAsync(string name, string role, string id) =>
            OneTime().IsMatch((await admin.Browser.PostAsync(await admin.Browser.GoAsync("accounts"), "/accounts", ("name", name), ("role", role), ("externalId", id))).Html).ShouldBeTrue();
    }

    [GeneratedRegex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OneTime();
}
