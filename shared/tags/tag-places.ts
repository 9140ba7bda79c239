import type { Organization } from '../platform/schema.ts';
import { type SweptPlaces, sweptPlaces } from '../platform/sweep-config.ts';
import { partitionOf } from './partition.ts';
import { taggingRegion } from './tagging-place.ts';

/** Where tags are swept. */
export interface TagPlaces extends SweptPlaces {
  /** The one region of these in which what has no region is looked for. */
  readonly globalRegion: string;
}

/**
 * Where tags are swept. What has no region is looked for where AWS keeps it, or in the first region where that one is not
 * swept: IAM is found from everywhere, distributions and the like from that one alone.
 * @param homeAccount the account that Belltower is deployed in
 */
export function tagPlaces(organization: Organization, homeAccount: string): TagPlaces {
  const places = sweptPlaces(organization, homeAccount);
  const { region } = organization.home;
  const global = taggingRegion(`arn:${partitionOf(region)}:iam::${homeAccount}:role/any`, undefined);
  const globalRegion = places.regions.includes(global) ? global : (places.regions[0] ?? region);
  return { ...places, globalRegion };
}
