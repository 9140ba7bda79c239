import type { PrivacyConfig } from '../../shared/privacy/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Privacy } from './privacy.ts';

/** What a part of the erasure of people is made from. */
export interface PrivacyPart {
  readonly platform: Platform;
  readonly config: PrivacyConfig;
  /** The whole, as far as it is made. */
  readonly privacy: Privacy;
}
