-- A quota is a whole number of places by channel; without any the column is empty.
ALTER TABLE programme_screening DROP CONSTRAINT IF EXISTS screening_quotas_are_numbers;
ALTER TABLE programme_screening ADD CONSTRAINT screening_quotas_are_numbers CHECK (
    quotas IS NULL
    OR jsonb_typeof(quotas) = 'object' AND quotas <> '{}'
       AND NOT jsonb_path_exists(quotas, '$.* ? (!(@.type() == "number" && @ >= 0 && @ <= 5000 && @ == @.floor()))')
) NOT VALID;
ALTER TABLE programme_screening VALIDATE CONSTRAINT screening_quotas_are_numbers;
