import type { SystemId } from './config.ts';
import type { SubjectTag } from './subject-keys.ts';

/** The alias by which a person's key for a class of data is found. */
export function aliasOf(subject: SubjectTag, className: SystemId): string {
  return `alias/belltower/subject/${subject}/${className}`;
}

/** The encryption context of what the key does. Opaque ids only: KMS writes it into CloudTrail. */
export function contextOf(subject: SubjectTag, className: SystemId): Record<string, string> {
  return { 'belltower:subject': subject, 'belltower:class': className };
}

/** What sealed bytes are bound to. */
export function aboutOf(subject: SubjectTag, className: SystemId): string {
  return JSON.stringify([subject, className]);
}
