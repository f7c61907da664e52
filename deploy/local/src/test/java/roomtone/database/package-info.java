/**
 * The database contract, tested against a real PostgreSQL: who may do what, what an older project
 * becomes, what plays next and why. The migrations of {@code deploy/supabase/migrations} are what
 * is tested; nothing here knows either service.
 */
package roomtone.database;
