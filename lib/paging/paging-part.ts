import type { PagingConfig } from '../../shared/paging/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Paging } from './paging.ts';

/** What a part of the pager is made from. */
export interface PagingPart {
  readonly platform: Platform;
  readonly config: PagingConfig;
  /** The whole, as far as it is made: tables, keys, queues, sources and the ladder. */
  readonly paging: Paging;
}
