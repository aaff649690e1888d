using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using TaskManager.Dispatcher.Schedules;

namespace TaskManager.Dispatcher.People;

public static class PeopleSetup
{
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<ISweeper, ForgetExpiredTokens>();
        services.AddSingleton<KeyRing>();
        services.AddDataProtection().SetApplicationName("TaskManager");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, keys) => options.XmlRepository = keys);
        // Deny by default: an endpoint that names no rule needs a signed-in caller.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Policies.Issues, policy => policy.RequireRole(nameof(Role.Committee), nameof(Role.Integration)))
            .AddPolicy(Policies.Oversees, policy => policy.RequireRole(nameof(Role.Committee), nameof(Role.Supervisor), nameof(Role.Reviewer)))
            .AddPolicy(Policies.Works, policy => policy.RequireRole(nameof(Role.Member)))
            .AddPolicy(Policies.KeepsAccounts, policy => policy.RequireRole(nameof(Role.Operator)))
            .AddPolicy(Policies.Operates, policy => policy.RequireRole(nameof(Role.Operator)).RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == Caller.UnitClaim)));
    }
}
