using System.Net;

namespace BlogBlazor.Tests.TestKit;

/// <summary>Somebody else's system, for component tests: it answers as it is told, and nothing goes over a network.</summary>
public sealed class FakeReceiver : HttpMessageHandler
{
    private readonly List<Uri> _asked = [];

    /// <summary>Null while it cannot be reached.</summary>
    public (HttpStatusCode Status, string Text)? Answer { get; set; } = (HttpStatusCode.OK, "");

    /// <summary>The addresses of all requests.</summary>
    public IReadOnlyList<Uri> Asked => _asked;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Add(request.RequestUri!);
        return Answer is var (status, text)
            ? Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(text) })
            : Task.FromException<HttpResponseMessage>(new HttpRequestException("Connection refused"));
    }
}
