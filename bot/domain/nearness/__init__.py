"""What stands behind `bot.domain.nearest`: straight lines through the ellipsoid, and an index over them."""
