import type { Complete } from '@roomtone/shared/api'
import type { components } from '@roomtone/shared/generated/manager-api'

type Schemas = components['schemas']

export type Song = Complete<Schemas['Song']>
export type SongChange = Schemas['SongChange']
export type SongPage = Complete<Schemas['PageSongView']>
export type AuditLine = Complete<Schemas['AuditLine']>
export type PlayRecord = Complete<Schemas['PlayRecord']>
export type UserRoles = Complete<Schemas['UserRoles']>
export type ImportResult = Complete<Schemas['ImportResult']>
export type PresenceCode = Complete<Schemas['PresenceCode']>
export type SongType = Song['type']

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Day = (typeof DAYS)[number]

/** Pairs of times from and until, `HH:MM`, for each day; days that are not named are closed. Null: always open. */
export type OpeningHours = Readonly<Partial<Record<Day, readonly (readonly [string, string])[]>>> | null

/** The document of the API leaves the form of opening hours open. */
export type Player = Omit<Complete<Schemas['Player']>, 'opening_hours'> & { readonly opening_hours: OpeningHours }

/** The names of the sort orders of songs. */
export const SORTS = ['title', 'artist', 'type', 'created', 'updated', 'duration', 'loudness', 'bpm', 'size', 'confidence'] as const
export type Sort = (typeof SORTS)[number]
