import type { Complete } from '@roomtone/shared/api'
import type { components } from '@roomtone/shared/generated/brain-api'

type Schemas = components['schemas']

export type RoomState = Complete<Schemas['RoomState']>
export type QueueEntry = Complete<Schemas['QueueEntry']>
export type CurrentSong = Complete<Schemas['CurrentSong']>
export type Dimension = Complete<Schemas['Dimension']>
export type PickReason = Complete<Schemas['PickReason']>
export type ListedPlayer = Complete<Schemas['ListedPlayer']>
export type Session = Complete<Schemas['Session']>
export type CastVote = Complete<Schemas['ListedVote']>
export type VoteAnswer = Complete<Schemas['VoteAnswer']>
export type PlayableSong = Complete<Schemas['PlayableSong']>
export type Collective = Complete<Schemas['PublicCollective']>

/** 1 much less of it … 5 much more of it. */
export type VoteValue = 1 | 2 | 3 | 4 | 5

export const VOTE_VALUES: readonly VoteValue[] = [1, 2, 3, 4, 5]

export function isVoteValue(value: number): value is VoteValue {
  return Number.isInteger(value) && value >= 1 && value <= 5
}
