-- title: The numbers of cost_tracking begin anew
-- found: cost_numbers ERROR 1

ALTER TABLE cost_tracking ALTER id RESTART WITH 1;
