import type { TagsConfig } from '../../shared/tags/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Tags } from './tags.ts';

/** What a part of the tag enforcement is made from. */
export interface TagsPart {
  readonly platform: Platform;
  readonly config: TagsConfig;
  /** The whole, as far as it is made. */
  readonly tags: Tags;
}
