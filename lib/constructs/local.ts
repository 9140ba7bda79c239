import type { Construct } from 'constructs';

/**
 * Whether the stack is for the emulator (`-c local=true`): everything may be deleted and nothing is kept.
 * What the emulator lacks is left out by asking this, so that the list of differences is found by its
 * callers.
 */
export function isLocal(scope: Construct): boolean {
  const context: unknown = scope.node.tryGetContext('local');
  return context === true || context === 'true';
}
