-- Who may do what in schemas public and roomtone, a line for each privilege and each policy; owners are left out. backup keeps the lines,
-- restore compares them. Extensions have their own. Run it with an empty search path, so that all names have their schema.
select pg_catalog.regexp_replace(line, '\s+', ' ', 'g') as line from (
  select format('%s %s %s %s', c.oid::regclass, g.grantee::regrole, g.privilege_type, g.is_grantable) as line
    from pg_catalog.pg_class c
   cross join lateral pg_catalog.aclexplode(c.relacl) g
   where c.relnamespace::regnamespace::text in ('public', 'roomtone') and g.grantee <> c.relowner
  union all
  select format('%s.%I %s %s %s', c.oid::regclass, a.attname, g.grantee::regrole, g.privilege_type, g.is_grantable)
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and not a.attisdropped
   cross join lateral pg_catalog.aclexplode(a.attacl) g
   where c.relnamespace::regnamespace::text in ('public', 'roomtone') and g.grantee <> c.relowner
  union all
  select format('%s %s %s %s', p.oid::regprocedure, g.grantee::regrole, g.privilege_type, g.is_grantable)
    from pg_catalog.pg_proc p
   cross join lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) g
   where p.pronamespace::regnamespace::text in ('public', 'roomtone') and g.grantee <> p.proowner
     and not exists (select from pg_catalog.pg_depend d
                      where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  union all
  select format('%s row security %s', c.oid::regclass, c.relrowsecurity)
    from pg_catalog.pg_class c
   where c.relnamespace::regnamespace::text in ('public', 'roomtone') and c.relkind in ('r', 'p')
  union all
  select format('%I.%I %s %L %s %s', p.schemaname, p.tablename, p.cmd, p.policyname, p.roles, coalesce(p.qual, '') || ' / ' || coalesce(p.with_check, ''))
    from pg_catalog.pg_policies p
   where p.schemaname in ('public', 'roomtone')
) as lines order by line collate "C";
