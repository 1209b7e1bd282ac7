using Microsoft.AspNetCore.Components.Server.Circuits;

namespace BlogBlazor.Notifications.Circuits;

/// <summary>Tells the circuit's receiver whether its browser can be reached.</summary>
internal sealed class NotificationCircuit(NotificationService notifications) : CircuitHandler
{
    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        notifications.Pause();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        notifications.Resume();
        return Task.CompletedTask;
    }
}
