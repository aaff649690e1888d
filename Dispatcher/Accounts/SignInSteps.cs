using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using System.Security.Claims;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>A sign-in that has begun: what was shown so far, kept encrypted in a cookie of ten minutes.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Stamp">The account must still have it.</param>
/// <param name="Factor">Whether the second factor was shown too.</param>
/// <param name="To">Where to go in the end.</param>
/// <param name="Secret">Of a second factor that is being set up; null: none is.</param>
public sealed record BegunSignIn(string Account, string Stamp, bool Factor, string To, byte[]? Secret);

/// <summary>The steps from a right password to being signed in: code, new password, new second factor, whichever are due.</summary>
public sealed class SignInSteps(
    AccountBook book, SignIns signIns, Passwords passwords, SignInThrottle throttle, DemoMode demo, IDataProtectionProvider protection, TimeProvider clock, ILogger<SignInSteps> log)
{
    public const string SignInClaim = "sign-in";

    private const string StepCookie = "taskmanager-step";
    private const string DeviceCookie = "taskmanager-device";
    private static readonly TimeSpan StepLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DeviceLifetime = TimeSpan.FromDays(400);

    private readonly ITimeLimitedDataProtector steps = protection.CreateProtector("sign-in-step").ToTimeLimitedDataProtector();
    private readonly IDataProtector devices = protection.CreateProtector("known-device");

    /// <summary>The sign-in that this browser has begun; null: none, or not any more.</summary>
    public async Task<(BegunSignIn Begun, Account Account)?> BegunAsync(HttpContext context, CancellationToken cancel)
    {
        try
        {
            return context.Request.Cookies[HostCookies.Name(context, StepCookie)] is { Length: > 0 } text
                && JsonSerializer.Deserialize<BegunSignIn>(steps.Unprotect(text)) is { } begun
                && await book.FindAsync(begun.Account, cancel) is { } account && MayEnter(account) && account.Stamp == begun.Stamp
                ? (begun, account)
                : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null; // too old, or not ours
        }
    }

    /// <summary>Whether the account may be signed in to at all.</summary>
    public bool MayEnter(Account account) => account.Enabled && (!account.Demo || demo.IsOn);

    /// <summary>Whether the next step is a new password.</summary>
    public bool NeedsPassword(Account account) => account.MustChange || passwords.IsOld(account, clock.GetUtcNow());

    /// <summary>Goes on to whatever is due; signs in when nothing is.</summary>
    public async Task<IResult> GoOnAsync(HttpContext context, Account account, bool factor, string to, CancellationToken cancel)
    {
        if (account.Secret is not null && !factor)
        {
            return Step("/sign-in/code", null);
        }

        if (NeedsPassword(account))
        {
            return Step("/sign-in/password", null);
        }

        return account.Secret is null && AccountRules.NeedsSecondFactor(account.Role) && !account.Demo
            ? Step("/sign-in/second-factor", Totp.NewSecret())
            : await EnterAsync(context, account, to, cancel);

        IResult Step(string path, byte[]? secret)
        {
            Keep(context, new BegunSignIn(account.Name, account.Stamp, factor, to, secret));
            return Results.LocalRedirect(path);
        }
    }

    /// <summary>The same after a provider has said who it is: no password of ours is asked for, nor a second factor if the provider has one.</summary>
    public Task<IResult> GoOnFromProviderAsync(HttpContext context, Account account, bool hasSecondFactor, string to, CancellationToken cancel) =>
        hasSecondFactor ? EnterAsync(context, account, to, cancel) : GoOnAsync(context, account with { MustChange = false, Password = null }, factor: false, to, cancel);

    /// <summary>Begins setting up a second factor for somebody who is signed in and has just shown the password.</summary>
    public void BeginSecondFactor(HttpContext context, Account account) => Keep(context, new BegunSignIn(account.Name, account.Stamp, true, "/account", Totp.NewSecret()));

    /// <summary>Signs in under a new id; an earlier sign-in of this browser ends.</summary>
    public async Task<IResult> EnterAsync(HttpContext context, Account account, string to, CancellationToken cancel)
    {
        await EndAsync(context, cancel);
        var (id, expiresAt) = await signIns.BeginAsync(account, cancel);
        await EnterAsync(context, id, expiresAt, account.Role is People.Role.Member);
        foreach (var key in Keys(context, account.Name).Append(SignInThrottle.OfCode(account.Name)).Where(key => !key.StartsWith("i:", StringComparison.Ordinal)))
        {
            throttle.Succeeded(key);
        }

        HostCookies.Set(context, DeviceCookie, devices.Protect($"{account.Name}:{Guid.CreateVersion7(clock.GetUtcNow()):N}"), DeviceLifetime);
        HostCookies.Delete(context, StepCookie);
        Log.SignedIn(log, account.Name, $"{context.Connection.RemoteIpAddress}");
        return Results.LocalRedirect(WebSetup.LocalOr(to, "/"));
    }

    public static Task EnterAsync(HttpContext context, string id, DateTimeOffset expiresAt, bool persistent) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme,
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(SignInClaim, id)], CookieAuthenticationDefaults.AuthenticationScheme)),
        new AuthenticationProperties { ExpiresUtc = expiresAt, IsPersistent = persistent });

    /// <summary>Ends the sign-in of this browser, if it has one.</summary>
    public async Task EndAsync(HttpContext context, CancellationToken cancel)
    {
        if ((await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme)).Principal?.FindFirstValue(SignInClaim) is { } id)
        {
            await signIns.EndAsync(id, cancel);
        }
    }

    /// <summary>By what a browser's attempts at an account are counted: a browser that was signed in to it before by itself, others by the account and their address.</summary>
    public IReadOnlyList<string> Keys(HttpContext context, string account) => Device(context, account) is { } device
        ? [SignInThrottle.OfDevice(account, device)]
        : [SignInThrottle.OfAddress(context.Connection.RemoteIpAddress), SignInThrottle.OfAccount(account)];

    private string? Device(HttpContext context, string account)
    {
        try
        {
            return context.Request.Cookies[HostCookies.Name(context, DeviceCookie)] is { Length: > 0 } text
                && devices.Unprotect(text).Split(':', 2) is [var name, var device] && name == account ? device : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private void Keep(HttpContext context, BegunSignIn begun) =>
        HostCookies.Set(context, StepCookie, steps.Protect(JsonSerializer.Serialize(begun), StepLifetime), StepLifetime);
}
