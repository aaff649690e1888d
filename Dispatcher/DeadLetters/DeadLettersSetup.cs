using TaskManager.Bus;
using TaskManager.Dispatcher.Publishing;

namespace TaskManager.Dispatcher.DeadLetters;

public static class DeadLettersSetup
{
    public static void AddDeadLetters(this IServiceCollection services)
    {
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<IGivenUpMessages, GivenUpMessages>();
        services.AddSingleton<Broker>();
        services.AddSingleton<DeadLetterSending>();
        services.AddSingleton<DeadLetterDecisions>();
        services.AddHostedService<DeadLetterIntake>();
        services.AddHostedService<DeadLetterCount>();
    }

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        DeadLettersApi.Map(routes);
        DeadLetterForms.Map(routes);
    }
}
