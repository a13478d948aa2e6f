"""Keys. Do not commit!"""

API_KEY = "shop_live_0cW8sPq1rT5u"
