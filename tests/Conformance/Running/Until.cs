using System.Diagnostics;

namespace TaskManager.Tests.Conformance.Running;

/// <summary>Waits for what runs by itself by asking again and again.</summary>
internal static class Until
{
    /// <summary>Asks until the answer fits; fails with the last answer when that takes longer than allowed.</summary>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> ask, Func<T, bool> fits, TimeSpan longest, string wanted)
    {
        var clock = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            var answer = await ask();
            if (fits(answer))
            {
                return answer;
            }

            clock.Elapsed.ShouldBeLessThan(longest, $"Waited for: {wanted}. The last answer was {answer}");
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    public static Task TrueAsync(Func<bool> ask, TimeSpan longest, string wanted) => AnswerAsync(() => Task.FromResult(ask()), so => so, longest, wanted);
}
