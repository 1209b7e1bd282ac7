// node client.mjs ADDRESS TOKEN TRANSPORT
// SignalR's own client: subscribes from the beginning, prints each frame, marks "two" as read, and ends when it hears of that.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [address, token, transport] = process.argv.slice(2);
const connection = new HubConnectionBuilder()
  .withUrl(address, { transport: HttpTransportType[transport], accessTokenFactory: () => token })
  .configureLogging(LogLevel.Error)
  .build();

await connection.start();
await new Promise((resolve, reject) => connection.stream('Subscribe', 0, null).subscribe({
  next(frame) {
    console.log(JSON.stringify(frame));
    if (frame.message === 'two') connection.invoke('MarkRead', frame.id).catch(reject);
    if (frame.type === 'read') resolve();
  },
  error: reject,
  complete: () => reject(new Error('The stream ended.')),
}));
await connection.stop();
