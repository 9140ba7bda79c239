import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Transfer Family. */
export const transfer: ServiceEvents = {
  sources: ['transfer.amazonaws.com'],
  events: [
    creates('CreateServer', {
      type: 'transfer:server',
      answeredId: ['serverId'],
      form: 'transfer:{region}:{account}:server/{id}',
    }),
  ],
};
