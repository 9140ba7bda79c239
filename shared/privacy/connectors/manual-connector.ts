import type { Connector } from '../connector.ts';
import { connectorError } from './failure-of.ts';

/** A person does it, and says so: nothing else ever counts as done. The watch over cases tells whom. */
export const manualConnector: Connector = {
  erase: async () => ({ answer: 'later' }),
  verify: async () => ({ answer: 'later' }),
  lookUp: async () => {
    throw connectorError('unexpected'); // the data map has no `resolves` for it
  },
};
