class Repository:
    def find_old(self):
        # expect deprecated-name: find_old
        return self.find()

    def find(self): ...


class Other:
    def find_old(self): ...
