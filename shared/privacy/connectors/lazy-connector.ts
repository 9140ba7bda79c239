import type { Connector } from '../connector.ts';

/** A connector that is made when it is first used: a function that erases from one kind of system loads no other's client. */
export function lazyConnector(make: () => Promise<Connector>): Connector {
  let made: Promise<Connector> | undefined;
  const once = () => {
    made ??= make();
    return made;
  };
  return {
    erase: async (call) => (await once()).erase(call),
    verify: async (call) => (await once()).verify(call),
    lookUp: async (system, lookup) => (await once()).lookUp(system, lookup),
  };
}
