using System.Diagnostics;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>Waits for what another process does by asking it again and again; asking is the only signal it gives.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Asks until the answer fits; fails with the last answer when it never does.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<T, bool> fits, string wanted, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(15));
        while (true)
        {
            var answer = await ask();
            if (fits(answer))
            {
                return answer;
            }

            clock.Elapsed.ShouldBeLessThan(within ?? Longest, $"Waited for: {wanted}. The last answer was {answer}");
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
