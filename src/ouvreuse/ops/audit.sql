-- K1: The database says once what it is: LIVE, DEMO or TEST.
-- fr: La base dit une seule fois ce qu'elle est : LIVE, DEMO ou TEST.
SELECT count(*) AS marks FROM database_mark HAVING count(*) <> 1

-- K2: The clock of a LIVE database is the wall's.
-- fr: L'horloge d'une base LIVE est celle du mur.
SELECT c.name, c.ahead FROM clock_offset c, database_mark m WHERE m.kind = 'LIVE'

-- I11: No job is being done by a worker that has been silent for more than a minute.
-- fr: Aucune tâche n'est faite par un ouvrier muet depuis plus d'une minute.
SELECT j.id AS job, j.task_name AS task, w.last_heartbeat AS heartbeat
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
 WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '1 minute')
