-- Names that were hidden by one deed have the same mark: whichever of them is said, all are shown again.
ALTER TABLE hidings ADD COLUMN together BLOB; -- NULL: hidden before marks were kept
