-- Contact Centre Cloud (CCC) tables
CREATE TABLE CCC_100 (id INT, agent VARCHAR(40));  -- agents
CREATE TABLE CCC_200 (id INT, queue VARCHAR(40));  -- queues
CREATE INDEX CCC_200_IX ON CCC_200(queue);
INSERT INTO CCC_100 VALUES (1, 'north desk');
