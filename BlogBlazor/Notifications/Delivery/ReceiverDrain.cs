namespace BlogBlazor.Notifications.Delivery;

/// <summary>
/// Holds the server's stop back until the receivers are told: Kestrel, once it stops, cancels the reads of open sockets
/// before their close frames are sent.
/// </summary>
internal sealed class ReceiverDrain(NotificationReceivers receivers) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => receivers.DrainAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
