using BlogBlazor.Tests.TestKit;

[assembly: AssemblyFixture(typeof(MutationPause))]

namespace BlogBlazor.Tests.TestKit;

/// <summary>
/// In a mutation run the first test that fails ends the run, and Stryker 5.1 may hear of that end before it hears what failed: it then
/// calls the mutant not fully tested. This holds the end back, in those runs alone.
/// </summary>
public sealed class MutationPause : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (Environment.GetEnvironmentVariable("MUTATION") is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }
}
