-- Uses a variable of its own, one from outside, and the name of a type.
\set own random(1, 3)
select :own::int + :given;
