import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { PrivacySection } from './config.ts';
import { unlistedKeys } from './restore-check.ts';

/**
 * Tables that could not be checked after a restore, as warnings: their records are found by an identity that is not listed,
 * and so is on no list of exclusions. Says nothing where a part could not be read.
 */
export function checkRestores(privacy: Loose<PrivacySection>): ConfigIssue[] {
  const sound = PrivacySection.safeParse(privacy);
  if (!sound.success) return [];
  const { systems, identities } = sound.data;
  return systems.flatMap((system, place) => {
    if (system.connector !== 'dynamodb') return []; // no other has a restore-check
    return unlistedKeys(system, identities).map(({ identity, classes, path }): ConfigIssue => {
      const message = `${system.id}: records of ${classes.join(', ')} are found by "${identity}", which is not among identities: a restored table cannot be checked for them, and no hold or key by it reaches a case; list it where a person has few of them, or give a subjectKey from one that is listed: ${identities.join(', ')}`;
      return { path: ['privacy', 'systems', place, ...path], message, severity: 'warning' };
    });
  });
}
