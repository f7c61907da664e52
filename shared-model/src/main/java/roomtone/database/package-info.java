/** How long the services wait for the database, and what they do with connections that hang. */
package roomtone.database;
