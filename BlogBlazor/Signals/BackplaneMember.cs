using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace BlogBlazor.Signals;

/// <summary>
/// This instance as a member of SignalR groups: what another instance sends to a group arrives here, though no client is
/// connected. One member stands for all receivers of the instance, so a group costs one Redis subscription.
/// </summary>
internal sealed partial class BackplaneMember(string instance, SignalGroups groups, ILoggerFactory loggers) : HubConnectionContext(
    new DefaultConnectionContext(instance),
    new HubConnectionContextOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) },
    loggers)
{
    private static readonly JsonHubProtocol Json = new();

    private readonly ILogger _logger = loggers.CreateLogger<BackplaneMember>();

    public override ValueTask WriteAsync(HubMessage message, CancellationToken cancellationToken = default) =>
        WriteAsync(new SerializedHubMessage(message), cancellationToken);

    public override ValueTask WriteAsync(SerializedHubMessage message, CancellationToken cancellationToken = default)
    {
        // The record separator that ends a SignalR message is no JSON.
        using var document = JsonDocument.Parse(message.GetSerializedMessage(Json)[..^1]);
        if (document.RootElement.TryGetProperty("arguments", out var arguments)
            && arguments.GetArrayLength() == 3
            && arguments[0].GetString() != instance)
        {
            Receive(arguments[1].GetString()!, arguments[2]);
        }

        return ValueTask.CompletedTask;
    }

    private void Receive(string group, JsonElement signal)
    {
        try
        {
            groups.ReceiveFromOthers(group, signal);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            LogUnreadable(e, group);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A signal to {Group} could not be read; another version may have sent it")]
    private partial void LogUnreadable(Exception exception, string group);
}
