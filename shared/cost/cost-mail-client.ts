import type { Telemetry } from '../kernel/telemetry.ts';
import { bus } from '../platform/bus-client.ts';
import { emailSender } from '../platform/email-client.ts';
import type { CostConfig } from './config.ts';
import { makeTellReaders } from './tell-readers.ts';

/** Mails to readers from the organization's address; what does not arrive raises an alert on the bus of this name. */
export function costMail(busName: string, { organization }: CostConfig, telemetry: Telemetry) {
  return makeTellReaders({ send: emailSender(organization.sender), bus: bus(busName), telemetry });
}
